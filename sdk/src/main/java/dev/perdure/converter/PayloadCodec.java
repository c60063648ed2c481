package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;
import java.util.List;

/// Changes payloads on their way to the server, and back: encrypts or compresses them, for example.
/// It applies to all payloads that client and workers send and receive, but not to search
/// attributes, and to headers only where [HeaderCodecBehavior] says so.
///
/// A codec may block. It runs outside of workflow code, and not again for what is only compared in
/// replay. What it throws fails the call, the attempt or the workflow task.
public interface PayloadCodec {
  /// The payloads as they are sent. Of one payload one must be made; of several arguments another
  /// number may be made, which [#decode] then gets together.
  List<Payload> encode(List<Payload> payloads);

  /// The payloads as they were before [#encode]. Payloads that it does not know by their metadata
  /// should be returned as they are, so that a codec can be introduced while workflows run.
  List<Payload> decode(List<Payload> payloads);

  /// The codec for payloads of this workflow or activity; the codec itself unless it is overridden.
  default PayloadCodec withContext(SerializationContext context) {
    return this;
  }

  /// Several codecs as one: they encode in this order, and decode in the opposite one.
  static PayloadCodec chain(PayloadCodec... codecs) {
    return new CodecChain(List.of(codecs));
  }
}
