using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Gives a body to the requests that the HTTP server refuses by itself: a target that cannot be decoded, headers beyond
/// every limit, a broken request line. Its answer to them is empty, and AWS's clients then report no reason.
/// </summary>
internal static class RejectionBodies
{
    private static readonly object Key = new();

    /// <summary>Adds the bodies to a listener.</summary>
    /// <param name="listen">The listener.</param>
    public static void UseRejectionBodies(this ListenOptions listen) => listen.Use(next => async connection =>
    {
        var transport = connection.Transport;
        var output = new RejectionPipeWriter(transport.Output);
        connection.Items[Key] = output;
        connection.Transport = new Duplex(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    /// <summary>Tells apart what the emulator answers from what the server answers in its stead.</summary>
    /// <param name="application">The application.</param>
    public static void UseRejectionBodies(this IApplicationBuilder application) => application.Use(next => async context =>
    {
        var output = context.Features.Get<IConnectionItemsFeature>()?.Items[Key] as RejectionPipeWriter;
        if (output is null)
        {
            await next(context);
            return;
        }

        output.IsApplicationRunning = true;
        try
        {
            await next(context);
        }
        finally
        {
            output.IsApplicationRunning = false;
        }
    });

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
