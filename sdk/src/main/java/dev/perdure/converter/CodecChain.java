package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;
import java.util.List;

/// Several codecs as one.
record CodecChain(List<PayloadCodec> codecs) implements PayloadCodec {
  @Override
  public List<Payload> encode(List<Payload> payloads) {
    List<Payload> result = payloads;
    for (PayloadCodec codec : codecs) {
      result = codec.encode(result);
    }
    return result;
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    List<Payload> result = payloads;
    for (PayloadCodec codec : codecs.reversed()) {
      result = codec.decode(result);
    }
    return result;
  }

  @Override
  public PayloadCodec withContext(SerializationContext context) {
    return new CodecChain(codecs.stream().map(codec -> codec.withContext(context)).toList());
  }
}
