package org.atoll.validator.store;

/** A write was refused because too little disk space is left. The store is intact and can be read. */
public final class DiskFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long usableBytes;

  public DiskFullException(long usableBytes, long neededBytes) {
    super("only " + usableBytes + " bytes of disk space left, " + neededBytes + " are kept free");
    this.usableBytes = usableBytes;
  }

  public long usableBytes() {
    return usableBytes;
  }
}
