using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>The sizes that Fargate offers, from the developer guide's table of task sizes.</summary>
internal static partial class FargateSize
{
    private const int UnitsPerCpu = 1024;
    private const int MebibytesPerGigabyte = 1024;

    /// <summary>CPU units of a text such as <c>512</c> or <c>0.5 vCPU</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The units, or null when the text is no size.</returns>
    public static int? ParseCpu(string text) => Parse(CpuPattern().Match(text), UnitsPerCpu);

    /// <summary>MiB of a text such as <c>1024</c> or <c>1 GB</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>MiB, or null when the text is no size.</returns>
    public static int? ParseMemory(string text) => Parse(MemoryPattern().Match(text), MebibytesPerGigabyte);

    /// <summary>Whether Fargate offers a combination.</summary>
    /// <param name="cpu">CPU units.</param>
    /// <param name="memory">MiB.</param>
    /// <returns>True when it does.</returns>
    public static bool Exists(int cpu, int memory) => cpu switch
    {
        256 => memory is 512 or 1024 or 2048,
        512 => IsStep(memory, 1024, 4096, 1024),
        1024 => IsStep(memory, 2048, 8192, 1024),
        2048 => IsStep(memory, 4096, 16384, 1024),
        4096 => IsStep(memory, 8192, 30720, 1024),
        8192 => IsStep(memory, 16384, 61440, 4096),
        16384 => IsStep(memory, 32768, 122880, 8192),
        _ => false,
    };

    private static bool IsStep(int value, int min, int max, int step) =>
        value >= min && value <= max && value % step == 0;

    private static int? Parse(Match match, int perUnit)
    {
        if (!match.Success
            || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var value = match.Groups["unit"].Success ? number * perUnit : number;
        return value == decimal.Truncate(value) && value is > 0 and < int.MaxValue ? (int)value : null;
    }

    [GeneratedRegex(@"^\s*(?<number>[0-9]{0,9}(\.[0-9]{1,6})?)\s*(?<unit>vcpu)?\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex CpuPattern();

    [GeneratedRegex(@"^\s*(?<number>[0-9]{0,9}(\.[0-9]{1,6})?)\s*(?<unit>gb)?\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex MemoryPattern();
}
