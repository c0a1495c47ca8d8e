using System.Net;

namespace CloudIde.AppHost.Embedded;

/// <summary>Waits until parts say by their <c>/health</c> endpoints that they are ready.</summary>
internal static class HealthWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for all of them.</summary>
    /// <param name="addresses">Where the parts listen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when all are healthy.</returns>
    /// <exception cref="IOException">One was not healthy in time; the message says which.</exception>
    public static async Task UntilHealthyAsync(IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await Task.WhenAll(addresses.Select(address => UntilHealthyAsync(http, new Uri(address, "health"), patience.Token, cancellationToken)));
    }

    private static async Task UntilHealthyAsync(HttpClient http, Uri health, CancellationToken patience, CancellationToken cancellationToken)
    {
        var last = "no answer";
        try
        {
            using var timer = new PeriodicTimer(Interval);
            do
            {
                using var response = await http.GetAsync(health, patience);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }

                last = await response.Content.ReadAsStringAsync(patience);
            }
            while (await timer.WaitForNextTickAsync(patience));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{health} was not healthy within {Patience.TotalSeconds:0} s: {last}.");
        }
    }
}
