package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.gossip.core.WireReader.MalformedException;
import org.atoll.sdk.value.Bytes;

/** The peer book as bytes: a format byte, a count, the records. */
public final class BookCodec {
  private static final int FORMAT = 1;

  private BookCodec() {}

  public static Bytes encode(List<PeerRecord> records) {
    var out = new WireWriter().u8(FORMAT).u16(records.size());
    records.forEach(out::record);
    return out.toBytes();
  }

  /** As many records as can be read: a torn book is better than none. Signatures are for the reader to check. */
  public static List<PeerRecord> decode(Bytes bytes) {
    var records = new ArrayList<PeerRecord>();
    var in = new WireReader(bytes);
    try {
      if (in.u8() == FORMAT) {
        int count = in.u16();
        for (int i = 0; i < count; i++) {
          records.add(in.record());
        }
      }
    } catch (MalformedException torn) {
      return records;
    }
    return records;
  }
}
