@NullMarked
package org.atoll.gateway.web;

import org.jspecify.annotations.NullMarked;
