package dev.perdure.cli;

import picocli.CommandLine.IVersionProvider;

/// This program's version, from its jar's manifest.
final class Version implements IVersionProvider {
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"perdure " + text()};
  }
}
