package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What `--help` says, of each command that people see.
class HelpTest {
  @Test
  void every_command_and_every_flag_says_what_it_does() {
    List<CommandSpec> commands = visible(Main.commandLine());

    assertThat(commands).hasSizeGreaterThan(6);
    assertThat(commands)
        .allSatisfy(
            command -> {
              assertThat(command.usageMessage().description()).isNotEmpty();
              assertThat(command.args())
                  .filteredOn(flag -> !flag.hidden())
                  .allSatisfy(flag -> assertThat(said(flag)).endsWith("."));
            });
  }

  @Test
  void every_command_has_help_and_a_version() {
    assertThat(visible(Main.commandLine()))
        .filteredOn(command -> !command.helpCommand())
        .allSatisfy(
            command -> {
              assertThat(command.findOption("--help")).isNotNull();
              assertThat(command.findOption("--version")).isNotNull();
              assertThat(command.version()).isNotEmpty();
            });
  }

  private static String said(ArgSpec flag) {
    return String.join(" ", flag.description());
  }

  /// A command and all below it.
  private static List<CommandSpec> visible(CommandLine command) {
    var all = new ArrayList<CommandSpec>();
    if (!command.getCommandSpec().usageMessage().hidden()) {
      all.add(command.getCommandSpec());
      for (CommandLine below : command.getSubcommands().values()) {
        all.addAll(visible(below));
      }
    }
    return all;
  }
}
