/** An EVM written to be read, not to be fast, straight from the EIPs: the other side of differential tests. */
package org.atoll.seth.naive;
