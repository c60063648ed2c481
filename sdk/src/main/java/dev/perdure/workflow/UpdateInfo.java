package dev.perdure.workflow;

/// The update that code handles.
///
/// @param id the update's id, which its sender may have chosen
/// @param name the update's name on the wire
public record UpdateInfo(String id, String name) {}
