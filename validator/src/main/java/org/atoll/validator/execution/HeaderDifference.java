package org.atoll.validator.execution;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.proto.BlockHeader;

/** Says in which fields two headers differ. */
final class HeaderDifference {
  private HeaderDifference() {}

  static String between(BlockHeader theirs, BlockHeader ours) {
    var fields = BlockHeader.getDescriptor().getFields();
    List<String> different = new ArrayList<>();
    for (var field : fields) {
      if (!theirs.getField(field).equals(ours.getField(field))) {
        different.add(field.getName());
      }
    }
    return "executing it gives another " + String.join(", ", different);
  }
}
