/** What process tests borrow of the network's inside. */
package org.atoll.gossip.zmq;
