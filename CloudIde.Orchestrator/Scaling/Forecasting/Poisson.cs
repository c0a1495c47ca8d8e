namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>The Poisson distribution, whose events know nothing of each other.</summary>
internal static class Poisson
{
    /// <summary>From this mean on, the normal distribution is near enough.</summary>
    private const double Large = 40;

    /// <summary>The logarithm of the probability of a count.</summary>
    /// <param name="count">The count, 0 or more.</param>
    /// <param name="mean">The mean, more than 0.</param>
    /// <returns>The natural logarithm.</returns>
    public static double LogProbability(int count, double mean) => (count * Math.Log(mean)) - mean - LogFactorial(count);

    /// <summary>The probability of at most a count; between whole numbers it is interpolated.</summary>
    /// <param name="count">The count.</param>
    /// <param name="mean">The mean, 0 or more.</param>
    /// <returns>0 to 1.</returns>
    public static double AtMost(double count, double mean)
    {
        if (count < 0)
        {
            return 0;
        }

        if (mean > Large)
        {
            return Normal((count + 0.5 - mean) / Math.Sqrt(mean));
        }

        var whole = (int)count;
        var term = Math.Exp(-mean);
        var sum = term;
        for (var i = 1; i <= whole; i++)
        {
            term *= mean / i;
            sum += term;
        }

        return Math.Min(1, sum + ((count - whole) * term * mean / (whole + 1)));
    }

    // Stirling's series, good to 1e-4 from 2 on.
    private static double LogFactorial(int n) =>
        n < 2 ? 0 : ((n + 0.5) * Math.Log(n + 1.0)) - (n + 1.0) + 0.918938533204673 + (1 / (12 * (n + 1.0)));

    // Numerical Recipes' approximation of the complementary error function, good to 1.2e-7.
    private static double Normal(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        ReadOnlySpan<double> c =
        [
            0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
            -1.26551223,
        ];
        double series = 0;
        foreach (var factor in c)
        {
            series = (series * t) + factor;
        }

        var tail = t * Math.Exp((-x * x) + series) / 2;
        return z >= 0 ? 1 - tail : tail;
    }
}
