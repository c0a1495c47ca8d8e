using Xunit;

namespace CloudIde.Tests.Torture;

/// <summary>
/// The login shell of tortured terminals. It says who it is, then prints numbered lines without end and repeats each line
/// that is typed, so that the log alone tells what was lost, doubled or reordered:
/// <c>S id folder</c> once, <c>L id number filling</c> again and again, and <c>I id line</c> for each line typed.
/// </summary>
internal static class NumberedShell
{
    /// <summary>A line that, when typed, has the shell print a few hundred KiB at once.</summary>
    public const string Burst = "<burst>";

    /// <summary>A line that, when typed, has the shell print more than is kept.</summary>
    public const string Flood = "<flood>";

    private const string Script = """
        #!/bin/bash
        stty -echo
        id="$$.$RANDOM$RANDOM"
        printf 'S %s %s\n' "$id" "$PWD"
        number=0
        filling=................................................................
        print() { number=$((number + 1)); printf 'L %s %d %s\n' "$id" "$number" "$filling"; }
        while :; do
          IFS= read -r -t 0.05 part
          result=$?
          line=$line$part
          if [ $result = 0 ]; then
            printf 'I %s %s\n' "$id" "$line"
            if [ "$line" = '<burst>' ]; then for _ in {1..4000}; do print; done; fi
            if [ "$line" = '<flood>' ]; then for _ in {1..20000}; do print; done; fi
            line=
          elif [ $result -le 128 ]; then
            exit
          fi
          print
        done

        """;

    /// <summary>Writes the program.</summary>
    /// <param name="folder">A folder that every user may enter.</param>
    /// <returns>Its path, for <c>SHELL_PATH</c>.</returns>
    public static string WriteTo(string folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        var path = Path.Combine(folder, "numbered-shell");
        File.WriteAllText(path, Script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        return path;
    }
}
