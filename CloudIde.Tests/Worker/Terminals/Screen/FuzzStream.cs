using System.Text;

namespace CloudIde.Tests.Worker.Terminals.Screen;

/// <summary>Random terminal output: text of all kinds and every sequence that the model knows, well formed and not.</summary>
internal static class FuzzStream
{
    private static readonly string[] Texts =
    [
        "plain words ", "x", "日本語", "ｗｉｄｅ", "e\u0301a\u0302", "👍", "tab\tstop", "│├──", "ünï", "한글", "0123456789", "ab\bc",
    ];

    // Without what xterm.js 6.0 has faults in: CSI 1 J in the last row fails, links are lost by DECRC, half of a wide character
    // survives in the last column without DECAWM, RIS leaves the cursor hidden.
    private static readonly string[] Sequences =
    [
        "\r\n", "\n", "\r", "\b", "\t", "\e[H", "\e[#;#H", "\e[#A", "\e[#B", "\e[#C", "\e[#D", "\e[#E", "\e[#F", "\e[#G", "\e[#d",
        "\e[#`", "\e[#a", "\e[#e", "\e[#I", "\e[#Z", "\e[J", "\e[2J", "\e[K", "\e[1K", "\e[2K", "\e[#X", "\e[#@",
        "\e[#P", "\e[#L", "\e[#M", "\e[#S", "\e[#T", "\e[#b", "\e[#;#r", "\e[r", "\eM", "\eD", "\eE", "\e7", "\e8",
        "\e[s", "\e[u", "\e[m", "\e[1;3#m", "\e[4#m", "\e[9#;10#m", "\e[7m", "\e[27m", "\e[4m", "\e[24m", "\e[38;5;#m",
        "\e[48;2;#;#;#m", "\e[38:2::#:#:#m", "\e[2;9m", "\e[22;29m", "\e[3;5m", "\e[53m", "\e[0m", "\e[?1049h", "\e[?1049l", "\e[?47h",
        "\e[?47l", "\e[?1h", "\e[?1l", "\e[?25l", "\e[?25h", "\e[?6h", "\e[?6l", "\e[4h", "\e[4l",
        "\e[?1000h", "\e[?1002h", "\e[?1003h", "\e[?1006h", "\e[?1003l", "\e[?1006l", "\e[?2004h", "\e[?2004l", "\e[?1004h",
        "\e[?1004l", "\e=", "\e>", "\e(0", "\e(B", "\e)0", "\u000e", "\u000f", "\eH", "\e[g", "\e[3g", "\e[4 q", "\e[0 q",
        "\e]0;title #\a", "\e]2;t\e\\", "\e[!p", "\e#8", "\eP+q544e\e\\", "\e_apc\e\\", "\e[>4;2m", "\e[>1u", "\e[<u",
        "\e[?2026h", "\e[?2026l", "\e[1\"q", "\e[0\"q", "\e[?J", "\e[?K", "\e[#'}", "\e[#'~",
        "\e[# @", "\e[# A", "\u009b#C", "\u0085", "\u0084", "\e[?12345;#h", "\e[12;34", "\u0018", "\e[1;\e[2C", "\e(A",
    ];

    private static readonly string[] Saves = ["\e7", "\e8", "\e[s", "\e[u", "\e[?1049"];

    private static readonly string[] Sets = ["\e(", "\e)", "\u000e"];

    /// <summary>Makes a stream.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="steps">How many pieces of text and sequences.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Create(Random random, int steps)
    {
        // DECRC restores in xterm.js a character set that is not the chosen one; no program depends on it.
        var avoided = random.Next(2) == 0 ? Saves : Sets;
        var sequences = Sequences.Where(sequence => !avoided.Any(start => sequence.StartsWith(start, StringComparison.Ordinal))).ToArray();
        var bytes = new List<byte>();
        for (var i = 0; i < steps; i++)
        {
            switch (random.Next(20))
            {
                case < 9:
                    bytes.AddRange(Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]));
                    break;
                case < 19:
                    var sequence = sequences[random.Next(sequences.Length)];
                    var parts = sequence.Split('#');
                    var text = sequence == "\e#8" ? sequence : string.Concat(parts.Select((part, index) => index == 0 ? part : random.Next(9) + part));
                    bytes.AddRange(Encoding.UTF8.GetBytes(text));
                    break;
                default:
                    bytes.Add((byte)random.Next(128, 256));
                    break;
            }
        }

        return [.. bytes];
    }
}
