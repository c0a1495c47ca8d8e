using System.Text;

namespace CloudIde.Bench.Clients;

/// <summary>
/// A login shell's prompt. Which sign it ends with depends on whose shell it is: <c>#</c> for root, <c>%</c> for zsh, and <c>$</c>
/// for others, among them each workspace's own user where the worker is root.
/// </summary>
internal static class ShellPrompt
{
    /// <summary>How many bytes at the end of a piece may be the beginning of a prompt's end.</summary>
    public const int Length = 2;

    private static readonly byte[][] Ends = [.. new[] { "$ ", "# ", "% " }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether output holds a prompt.</summary>
    /// <param name="output">What the shell printed.</param>
    /// <returns>Whether it did.</returns>
    public static bool IsIn(ReadOnlySpan<byte> output)
    {
        foreach (var end in Ends)
        {
            if (output.IndexOf(end) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
