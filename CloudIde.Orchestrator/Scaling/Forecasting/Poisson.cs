namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>The Poisson distribution, whose events know nothing of each other.</summary>
internal static class Poisson
{
    /// <summary>The logarithm of the probability of a count.</summary>
    /// <param name="count">The count, 0 or more.</param>
    /// <param name="mean">The mean, more than 0.</param>
    /// <returns>The natural logarithm.</returns>
    public static double LogProbability(int count, double mean) => (count * Math.Log(mean)) - mean - LogFactorial(count);

    // Stirling's series, good to 1e-4 from 2 on.
    private static double LogFactorial(int n) =>
        n < 2 ? 0 : ((n + 0.5) * Math.Log(n + 1.0)) - (n + 1.0) + 0.918938533204673 + (1 / (12 * (n + 1.0)));

    /// <summary>The standard normal distribution, which Poisson's of a large mean is near to.</summary>
    /// <param name="z">How many standard deviations from the mean.</param>
    /// <returns>The probability of at most that.</returns>
    /// <remarks>Numerical Recipes' approximation of the complementary error function, good to 1.2e-7.</remarks>
    public static double Normal(double z)
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
