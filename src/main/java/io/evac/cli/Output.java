package io.evac.cli;

/** The forms in which data can be asked for. */
enum Output {
    table,
    json,
    ndjson,
    csv,
    html
}
