using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CloudIde.ServiceDefaults;

/// <summary><c>METRICS_TOKEN</c>: the secret by which a scraper proves that it may read <c>/metrics</c>.</summary>
public static class MetricsToken
{
    private const string Name = "METRICS_TOKEN";

    /// <summary>Shorter ones can be guessed at the rate at which a server answers.</summary>
    private const int MinLength = 16;

    private const string Scheme = "Bearer ";

    /// <summary>Reads the setting.</summary>
    /// <param name="text">Reads a setting by its name.</param>
    /// <param name="reject">Told what is wrong, in a sentence.</param>
    /// <returns>The token, or null when it is not set.</returns>
    public static string? Read(Func<string, string?> text, Action<string> reject)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(reject);
        var token = text(Name);
        if (token is { Length: < MinLength })
        {
            // The value is a secret, even a bad one.
            reject($"{Name} has {token.Length} characters: expected {MinLength} or more, such as the output of: openssl rand -hex 24.");
        }

        return token;
    }

    /// <summary>Whether a request carries the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token, or null, which no request carries.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsSent(HttpRequest request, string? token)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.Authorization.ToString();
        return token is not null
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..]), Encoding.UTF8.GetBytes(token));
    }
}
