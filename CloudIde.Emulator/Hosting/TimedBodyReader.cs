using System.IO.Pipelines;
using CloudIde.Emulator.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Reads a request's body and gives up when nothing arrives for a while. The server's own limit is an average over the whole
/// body, so a client that sent much of it fast could then be silent for hours.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="body">Its body.</param>
/// <param name="limit">The longest silence.</param>
/// <param name="time">The clock.</param>
internal sealed class TimedBodyReader(HttpContext context, PipeReader body, TimeSpan limit, TimeProvider time) : PipeReader, IRequestBodyPipeFeature
{
    /// <summary>Made when a read has to wait; small bodies come with their headers, and need none.</summary>
    private ITimer? _timer;

    /// <inheritdoc/>
    public PipeReader Reader => this;

    /// <inheritdoc/>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = body.ReadAsync(cancellationToken);
        ReadResult result;
        if (reading.IsCompleted)
        {
            result = await reading;
        }
        else
        {
            _timer ??= time.CreateTimer(static reader => ((PipeReader)reader!).CancelPendingRead(), body, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
            try
            {
                result = await reading;
            }
            finally
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        return result.IsCanceled ? throw Expire(result) : result;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result) => body.TryRead(out result);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

    /// <inheritdoc/>
    public override void CancelPendingRead() => body.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private AwsServiceException Expire(ReadResult result)
    {
        body.AdvanceTo(result.Buffer.Start, result.Buffer.End);

        // The rest of the body, should it come yet, would be taken for the next request.
        context.Response.Headers.Connection = "close";
        return new AwsServiceException(400, "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.");
    }
}
