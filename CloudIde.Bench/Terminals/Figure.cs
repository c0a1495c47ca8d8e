using System.Globalization;

namespace CloudIde.Bench.Terminals;

/// <summary>One figure beside its floor and its target.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Floor">The same behind one bare WebSocket hop, where that exists.</param>
/// <param name="AtMost">The most that it should be.</param>
/// <param name="AtLeast">The least that it should be.</param>
/// <param name="AtMostFloors">The most that it should be, as a multiple of the floor.</param>
internal sealed record Figure(
    string Name,
    string Unit,
    double Measured,
    double? Floor = null,
    double? AtMost = null,
    double? AtLeast = null,
    double? AtMostFloors = null)
{
    /// <summary>The figure as a multiple of the floor.</summary>
    public double? Ratio => Floor is > 0 ? Measured / Floor : null;

    /// <summary>Whether all targets are met; null when there is none.</summary>
    public bool? IsMet =>
        AtMost is null && AtLeast is null && AtMostFloors is null
            ? null
            : !(Measured > AtMost) && !(Measured < AtLeast) && !(Ratio > AtMostFloors);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name}: {Measured:0.00} {Unit}");
        text += Floor is null ? "" : string.Create(CultureInfo.InvariantCulture, $", floor {Floor:0.00}, ratio {Ratio:0.00}");
        var targets = new List<string>();
        AddTarget(targets, AtMost, "at most {0:0.##} " + Unit);
        AddTarget(targets, AtLeast, "at least {0:0.##} " + Unit);
        AddTarget(targets, AtMostFloors, "ratio at most {0:0.##}");
        return IsMet is null ? text : $"{text} (target: {string.Join(", ", targets)}: {(IsMet.Value ? "met" : "NOT MET")})";
    }

    private static void AddTarget(List<string> targets, double? value, string format)
    {
        if (value is not null)
        {
            targets.Add(string.Format(CultureInfo.InvariantCulture, format, value));
        }
    }
}
