package dev.perdure.verification.coding;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.converter.PayloadCodec;
import io.temporal.api.common.v1.Payload;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts payloads by AES-GCM, in the form of Temporal's samples. The name of the key travels
/// with each payload, so that keys can be replaced while workflows run.
public final class EncryptingCodec implements PayloadCodec {
  private static final ByteString ENCODING = ByteString.copyFromUtf8("binary/encrypted");
  private static final String KEY_ID = "encryption-key-id";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final String keyId;
  private final Map<String, SecretKey> keys;

  /// @param keyId the key that encrypts; all others only decrypt
  public EncryptingCodec(String keyId, Map<String, SecretKey> keys) {
    this.keyId = keyId;
    this.keys = Map.copyOf(keys);
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream().map(this::encrypt).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(this::decrypt).toList();
  }

  private Payload encrypt(Payload payload) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce); // never twice with the same key
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keyId, nonce, payload.toByteArray());
    return Payload.newBuilder()
        .putMetadata("encoding", ENCODING)
        .putMetadata(KEY_ID, ByteString.copyFromUtf8(keyId))
        .setData(ByteString.copyFrom(nonce).concat(ByteString.copyFrom(sealed)))
        .build();
  }

  private Payload decrypt(Payload payload) {
    if (!payload.getMetadataOrDefault("encoding", ByteString.EMPTY).equals(ENCODING)) {
      return payload; // it was written before there was a codec
    }
    String id = payload.getMetadataOrDefault(KEY_ID, ByteString.EMPTY).toStringUtf8();
    byte[] nonce = payload.getData().substring(0, NONCE_BYTES).toByteArray();
    byte[] sealed = payload.getData().substring(NONCE_BYTES).toByteArray();
    try {
      return Payload.parseFrom(cipher(Cipher.DECRYPT_MODE, id, nonce, sealed));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("What was decrypted is no payload", e);
    }
  }

  private byte[] cipher(int mode, String id, byte[] nonce, byte[] text) {
    SecretKey key = keys.get(id);
    if (key == null) {
      throw new IllegalStateException("There is no key \"%s\"".formatted(id));
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The key \"%s\" does not fit: %s".formatted(id, e), e);
    }
  }
}
