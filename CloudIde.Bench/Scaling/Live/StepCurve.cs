namespace CloudIde.Bench.Scaling.Live;

/// <summary>A number over time that holds until the next one: targets, or tasks.</summary>
internal sealed class StepCurve
{
    private readonly List<(double At, int Value)> _steps = [];

    /// <summary>The highest number from second 0 on, the one that held then included.</summary>
    public int Peak => _steps.Where((_, i) => i + 1 == _steps.Count || _steps[i + 1].At > 0)
        .Select(step => step.Value).DefaultIfEmpty(0).Max();

    /// <summary>Adds a number.</summary>
    /// <param name="at">From when, in seconds: not before the one before. The burst is second 0.</param>
    /// <param name="value">The number.</param>
    public void Add(double at, int value) => _steps.Add((at, value));

    /// <summary>When the number last fell to a minimum, in seconds.</summary>
    /// <param name="minimum">The minimum.</param>
    /// <returns>The time, infinite when it is above the minimum at the end.</returns>
    public double BackAt(int minimum)
    {
        var last = _steps.FindLastIndex(step => step.Value > minimum);
        return last < 0 ? 0 : last == _steps.Count - 1 ? double.PositiveInfinity : _steps[last + 1].At;
    }

    /// <summary>The integral from second 0.</summary>
    /// <param name="until">Until when, in seconds.</param>
    /// <returns>Task-seconds.</returns>
    public double Integral(double until)
    {
        double sum = 0;
        for (var i = 0; i < _steps.Count; i++)
        {
            var end = i + 1 < _steps.Count ? _steps[i + 1].At : until;
            sum += _steps[i].Value * Math.Max(0, Math.Min(end, until) - Math.Max(0, _steps[i].At));
        }

        return sum;
    }
}
