/// Payloads that pass through codecs and storages on their way: as the documentation shows them,
/// against the official server and ours, and together with the official SDK.
@NullMarked
package dev.perdure.verification.coding;

import org.jspecify.annotations.NullMarked;
