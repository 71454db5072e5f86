package io.bursar.sandbox.faults;

/** Everything that goes wrong on request: with calls and webhooks, and in reports. */
public record WhatGoesWrong(FaultRules calls, Mistakes reports) {}
