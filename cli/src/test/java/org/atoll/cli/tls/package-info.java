/** Certificates and the connections made with them. */
package org.atoll.cli.tls;
