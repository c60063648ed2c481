package dev.perdure.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// Checks the private key of a client's certificate. Else the first call would fail, in words of
/// the TLS library.
final class ClientKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private ClientKeys() {}

  /// @param pem the key
  /// @throws IllegalArgumentException when it is no key that can be used, or another one's
  static void check(Certificate certificate, byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          text.contains("PRIVATE KEY-----") && begin < 0
              ? "The client's private key must be PKCS #8 without a password. Convert it by"
                  + " `openssl pkcs8 -topk8 -nocrypt -in KEY`."
              : "The client's private key is no key in PEM form.");
    }
    PublicKey certified = certificate.getPublicKey();
    PrivateKey key;
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The client's private key cannot be read as the %s key of its certificate: %s"
              .formatted(certified.getAlgorithm(), e.getMessage()),
          e);
    }
    if (!belongTogether(key, certified)) {
      throw new IllegalArgumentException(
          "The client's private key is not that of its certificate.");
    }
  }

  /// Whether what the one signs is verified by the other. Kinds that are not known here are left to
  /// the handshake.
  private static boolean belongTogether(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return true;
    }
    byte[] anything = BEGIN.getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(anything);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(anything);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
