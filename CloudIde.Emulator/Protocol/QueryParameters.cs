using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Emulator.Protocol;

/// <summary>Reads the parameters of a request in the query protocol, from its address and its form.</summary>
internal static class QueryParameters
{
    /// <summary>Reads them. A form's value wins over the address's.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>The parameters by name.</returns>
    public static async ValueTask<Dictionary<string, string>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);

        // Clients of the query protocol may post to the queue's own address instead of naming it.
        if (request.Path.Value is { Length: > 1 } path && path.Count('/') >= 2)
        {
            parameters["QueueUrl"] = $"{request.Scheme}://{request.Host}{path}";
        }

        foreach (var (name, value) in request.Query)
        {
            parameters[name] = value.ToString();
        }

        using var body = await RequestBody.ReadAsync(request, cancellationToken);
        if (body.Memory.Length > 0)
        {
            foreach (var pair in new QueryStringEnumerable(Encoding.UTF8.GetString(body.Memory.Span)))
            {
                parameters[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
            }
        }

        return parameters;
    }
}
