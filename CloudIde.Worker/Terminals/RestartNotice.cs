using System.Text;

namespace CloudIde.Worker.Terminals;

/// <summary>
/// What a terminal shows before a fresh shell's first output, after its worker was lost: it leaves the alternate screen,
/// resets what the lost program may have switched on, and says what happened. What was on the screen stays.
/// </summary>
internal static class RestartNotice
{
    private const string Text = "[CloudIDE: the workspace was restored and this terminal has a fresh shell]";

    /// <summary>The bytes to print.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Encoding.UTF8.GetBytes(string.Concat(
        // CAN ends a sequence or string that the program was in the middle of. Text first shows again (synchronized output).
        "\u0018\e[?2026l",

        // The place is saved, because leaving the alternate screen restores one: that of the main screen, or where none was left, this.
        "\e7\e[?1049l",

        // DECSTR: margins, origin, insertion, character sets, colours, cursor keys, the saved cursor.
        "\e[!p\e(B\e)B\e*B\e+B\u000f\e[?5l\e[?7h\e[4l\e[20l\e>\e[?1l\e[?45l\e[?66l\e[?25h\e[0 q\e[0\"q",

        // What DECSTR leaves: mouse, focus, paste, other keyboards, links and colours.
        "\e[?9l\e[?1000l\e[?1002l\e[?1003l\e[?1005l\e[?1006l\e[?1015l\e[?1016l\e[?1004l\e[?2004l\e[?2031l",
        "\e[>4;0m\e[<99u\e[=0;1u\e]8;;\a\e]104\a\e]110\a\e]111\a\e]112\a\e[0m",
        "\r\n\e[2m", Text, "\e[0m\r\n"));
}
