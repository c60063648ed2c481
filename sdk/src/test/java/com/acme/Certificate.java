package com.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// A certificate that signs itself, and its key, made by the JDK's keytool.
final class Certificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final byte[] cert;
  private final byte[] key;

  private Certificate(byte[] cert, byte[] key) {
    this.cert = cert;
    this.key = key;
  }

  /// A new certificate for a host.
  static Certificate of(Path directory, String host) throws Exception {
    Path store = Files.createTempFile(directory, "keys", ".p12");
    Files.delete(store);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-validity",
                "10",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    return read(store);
  }

  private static Certificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new Certificate(
        pem("CERTIFICATE", store.getCertificate("key").getEncoded()),
        pem("PRIVATE KEY", store.getKey("key", PASSWORD).getEncoded()));
  }

  private static byte[] pem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, base64, type)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The certificate as PEM.
  byte[] cert() {
    return cert.clone();
  }

  /// The key as PEM.
  byte[] key() {
    return key.clone();
  }

  InputStream certStream() {
    return new ByteArrayInputStream(cert);
  }

  InputStream keyStream() {
    return new ByteArrayInputStream(key);
  }
}
