/** Networks of several processes. */
package org.atoll.cli.network;
