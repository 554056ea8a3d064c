package org.atoll.bench.rpc;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection for POST requests with a JSON body; dials at the first request and after a pause
 * in which the server may have hung up. Not thread-safe.
 */
public final class HttpConnection implements Closeable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 60_000;
  private static final long IDLE_NANOS = 10_000_000_000L;
  private static final int BUFFER = 64 << 10;
  private static final int MAX_LINE = 16 << 10;

  private final URI uri;
  private final byte[] head;
  private Socket socket = new Socket();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private boolean open;
  private long usedNanos;

  /** @param uri {@code http://host:port/path} */
  public HttpConnection(URI uri) {
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("not an http:// URL: " + uri);
    }
    this.uri = uri;
    var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    this.head = ("POST " + path + query + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
        + "\r\nContent-Type: application/json\r\nContent-Length: ").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends a body, waits for the whole answer.
   *
   * @throws IOException when the server cannot be reached, hangs up, or answers with another status than 200
   */
  public byte[] post(byte[] body) throws IOException {
    if (!open || System.nanoTime() - usedNanos > IDLE_NANOS) {
      dial();
    }
    try {
      var request = new byte[head.length + 16 + body.length];
      var length = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(head, 0, request, 0, head.length);
      System.arraycopy(length, 0, request, head.length, length.length);
      System.arraycopy(body, 0, request, head.length + length.length, body.length);
      out.write(request, 0, head.length + length.length + body.length);
      var answer = read();
      usedNanos = System.nanoTime();
      return answer;
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  private void dial() throws IOException {
    close();
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_MILLIS);
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    try {
      socket.connect(new InetSocketAddress(uri.getHost(), port), CONNECT_MILLIS);
    } catch (IOException failed) {
      throw new IOException("cannot reach " + uri + ": " + failed.getMessage(), failed);
    }
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
    open = true;
  }

  private byte[] read() throws IOException {
    var status = line();
    long length = -1;
    boolean chunked = false;
    boolean last = false;
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
        chunked = true;
      } else if (lower.startsWith("connection:") && lower.contains("close")) {
        last = true;
      }
    }
    var body = chunked ? chunks() : length >= 0 ? exactly((int) length) : in.readAllBytes();
    if (last || (!chunked && length < 0)) {
      close();
    }
    if (!status.contains(" 200")) {
      var text = new String(body, StandardCharsets.UTF_8).strip();
      throw new IOException(uri + " answered \"" + status + "\" " + text.substring(0, Math.min(200, text.length())));
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    while (true) {
      var size = line();
      int semicolon = size.indexOf(';');
      int length = Integer.parseInt(semicolon < 0 ? size : size.substring(0, semicolon), 16);
      body.write(exactly(length));
      line();
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] exactly(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(uri + " hung up in the middle of an answer");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException(uri + " hung up");
      }
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append((char) next);
      }
      if (line.length() > MAX_LINE) {
        throw new IOException(uri + " sent a header line of more than " + MAX_LINE + " characters");
      }
    }
  }

  @Override
  public void close() throws IOException {
    open = false;
    socket.close();
  }
}
