/** The image and the compose file. */
package org.atoll.cli.docker;
