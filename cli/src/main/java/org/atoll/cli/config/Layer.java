package org.atoll.cli.config;

/** Where a value comes from; what stands further down wins. */
public enum Layer {
  DEFAULT("default"), FILE("file"), ENVIRONMENT("environment"), OPTION("option");

  private final String text;

  Layer(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
