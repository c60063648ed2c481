package com.acme.hidden;

import dev.perdure.activity.Activity;
import java.util.List;

class Hidden {
  @Activity.Definition
  public List<String> inherited(List<String> texts, long number) {
    return texts;
  }
}
