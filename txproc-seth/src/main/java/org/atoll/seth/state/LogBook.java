package org.atoll.seth.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.value.Bytes;
import org.atoll.seth.word.Word;

/** The logs of one run in flat arrays; those of a reverted frame are cut off again. Used by one thread. */
public final class LogBook {
  public static final String EVENT_TYPE = "evm/log";

  private static final int FIRST_CAPACITY = 16;
  private static final int KEPT_CAPACITY = 1_024;
  private static final int FIRST_DATA = 1_024;
  private static final int KEPT_DATA = 1 << 18;
  private static final String[] TOPIC_NAMES = {"topic0", "topic1", "topic2", "topic3"};

  private int count;
  private Account[] emitters = new Account[FIRST_CAPACITY];
  private int[] topicCounts = new int[FIRST_CAPACITY];
  private long[] topics = new long[16 * FIRST_CAPACITY];
  private int[] dataEnds = new int[FIRST_CAPACITY];
  private byte[] data = new byte[FIRST_DATA];

  public void begin() {
    Arrays.fill(emitters, 0, count, null);
    count = 0;
    if (dataEnds.length > KEPT_CAPACITY) {
      emitters = new Account[FIRST_CAPACITY];
      topicCounts = new int[FIRST_CAPACITY];
      topics = new long[16 * FIRST_CAPACITY];
      dataEnds = new int[FIRST_CAPACITY];
    }
    if (data.length > KEPT_DATA) {
      data = new byte[FIRST_DATA];
    }
  }

  public int mark() {
    return count;
  }

  public void revertTo(int mark) {
    count = mark;
  }

  /** @param top index of the first topic; the others lie below it on the stack */
  public void add(Account emitter, long[] s, int top, int topicCount, byte[] memory, int from, int size) {
    if (count == dataEnds.length) {
      int capacity = 2 * count;
      emitters = Arrays.copyOf(emitters, capacity);
      topicCounts = Arrays.copyOf(topicCounts, capacity);
      topics = Arrays.copyOf(topics, 16 * capacity);
      dataEnds = Arrays.copyOf(dataEnds, capacity);
    }
    int start = count == 0 ? 0 : dataEnds[count - 1];
    if (start + size > data.length) {
      data = Arrays.copyOf(data, Math.max(start + size, (int) Math.min(2L * data.length, Integer.MAX_VALUE - 64)));
    }
    System.arraycopy(memory, from, data, start, size);
    emitters[count] = emitter;
    topicCounts[count] = topicCount;
    for (int i = 0; i < topicCount; i++) {
      Word.copy(s, top - 4 * i, topics, 16 * count + 4 * i);
    }
    dataEnds[count] = start + size;
    count++;
  }

  /** Events of type {@link #EVENT_TYPE}: attributes address and topic0 to topic3, and the data. */
  public List<Event> events() {
    if (count == 0) {
      return List.of();
    }
    var events = new ArrayList<Event>(count);
    for (int i = 0; i < count; i++) {
      var attributes = new Event.Attribute[1 + topicCounts[i]];
      attributes[0] = new Event.Attribute("address", emitters[i].address().bytes());
      for (int t = 0; t < topicCounts[i]; t++) {
        var topic = new byte[32];
        Word.store(topics, 16 * i + 4 * t, topic, 0);
        attributes[1 + t] = new Event.Attribute(TOPIC_NAMES[t], Bytes.wrap(topic));
      }
      int start = i == 0 ? 0 : dataEnds[i - 1];
      events.add(new Event(EVENT_TYPE, List.of(attributes), Bytes.copyOfRange(data, start, dataEnds[i])));
    }
    return events;
  }
}
