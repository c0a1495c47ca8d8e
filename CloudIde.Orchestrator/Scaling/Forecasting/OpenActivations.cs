using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>
/// The activations that have arrived and not ended, by the time of their arrival to a few seconds. Which of them has ended is
/// not told, only how long it had lasted: so one that arrived at about that time is taken to be it.
/// </summary>
internal sealed class OpenActivations
{
    private const double BinSeconds = 5;

    // By bins of arrival, the oldest first; empty ones at the front are dropped.
    private readonly List<Bin> _bins = [];
    private long _first;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    /// <param name="at">When it arrived, in seconds; not before the one before.</param>
    /// <param name="rivals">What stands for it with each rival.</param>
    public void Add(double at, SimulatedActivation[] rivals)
    {
        var bin = (long)(at / BinSeconds);
        if (_bins.Count == 0)
        {
            _first = bin;
        }

        while (_first + _bins.Count <= bin)
        {
            _bins.Add(new Bin());
        }

        _bins[(int)(bin - _first)].Open.Push(rivals);
        Count++;
    }

    /// <summary>
    /// Takes the one that arrived nearest to a time, and of those that are as near as the time is exact the oldest: one for which
    /// another was taken before would else be left over.
    /// </summary>
    /// <param name="at">The time, in seconds.</param>
    /// <param name="within">How exact it is, in seconds.</param>
    /// <returns>What stands for it, or null when there is none.</returns>
    public SimulatedActivation[]? Take(double at, double within)
    {
        if (Count == 0)
        {
            return null;
        }

        var (older, nearest) = (BinOf(at - within - BinSeconds), BinOf(at));
        while (older < nearest && _bins[older].Open.Count == 0)
        {
            older++;
        }

        var newer = older;
        while (true)
        {
            // Those before it first: whoever waited arrived earlier than it began.
            if (older >= 0 && _bins[older].Open.TryPop(out var found)
                || newer < _bins.Count && _bins[newer].Open.TryPop(out found))
            {
                Count--;
                Trim();
                return found;
            }

            older--;
            newer++;
        }
    }

    /// <summary>Takes the oldest.</summary>
    /// <returns>What stands for it, or null when there is none.</returns>
    public SimulatedActivation[]? TakeOldest() => Take(0, 0);

    /// <summary>How many of those that hold a slot are expected to end within a time.</summary>
    /// <param name="durations">How long activations last.</param>
    /// <param name="now">The present, in seconds.</param>
    /// <param name="seconds">The time, in seconds.</param>
    /// <param name="waiting">How many, the youngest, hold no slot yet.</param>
    /// <returns>0 or more.</returns>
    public double ExpectedEnds(DurationDistribution durations, double now, double seconds, int waiting)
    {
        double ends = 0;
        for (var i = _bins.Count - 1; i >= 0; i--)
        {
            var open = _bins[i].Open.Count;
            var held = Math.Max(0, open - waiting);
            waiting -= open - held;
            if (held > 0)
            {
                ends += held * durations.EndsWithin(Age(i, now), seconds);
            }
        }

        return ends;
    }

    /// <summary>How many of the youngest are older than an age.</summary>
    /// <param name="youngest">How many are looked at.</param>
    /// <param name="now">The present, in seconds.</param>
    /// <param name="age">The age, in seconds.</param>
    /// <returns>0 to <paramref name="youngest"/>.</returns>
    public int CountOlder(int youngest, double now, double age)
    {
        for (var i = _bins.Count - 1; i >= 0 && youngest > 0 && Age(i, now) <= age; i--)
        {
            youngest -= _bins[i].Open.Count;
        }

        return Math.Max(0, youngest);
    }

    private int BinOf(double at) => (int)Math.Clamp((long)(Math.Max(0, at) / BinSeconds) - _first, 0, _bins.Count - 1);

    private double Age(int bin, double now) => Math.Max(0, now - ((_first + bin + 0.5) * BinSeconds));

    private void Trim()
    {
        var empty = 0;
        while (empty < _bins.Count && _bins[empty].Open.Count == 0)
        {
            empty++;
        }

        // The front is emptied rarely and in larger steps: removing there moves all that follows.
        if (empty == _bins.Count || empty > 256)
        {
            _bins.RemoveRange(0, empty);
            _first += empty;
        }
    }

    private sealed class Bin
    {
        public Stack<SimulatedActivation[]> Open { get; } = new();
    }
}
