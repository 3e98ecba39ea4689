/** The pages: what people see of an evacuation in a browser, and the buttons they press. */
@NullMarked
package io.evac.web;

import org.jspecify.annotations.NullMarked;
