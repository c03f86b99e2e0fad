"""The words of the engine room, without machinery: actor, clock, calendar, errors, events, ports, states, values."""
