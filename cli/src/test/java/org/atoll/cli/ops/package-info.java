/** Health and metrics. */
package org.atoll.cli.ops;
