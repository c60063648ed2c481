package com.acme.hidden;

/// Public, with a method from a class that is not.
public class Visible extends Hidden {}
