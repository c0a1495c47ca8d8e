using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>A descriptor in the loop, with at most one waiter for reading and one for writing.</summary>
internal sealed class ReadinessSource : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _handle;
    private readonly int _descriptor;
    private readonly long _token;
    private readonly ReadinessWaiter _read;
    private readonly ReadinessWaiter _write;
    private Interest _interest;
    private bool _disposed;

    /// <summary>Adds the descriptor to the shared loop.</summary>
    /// <param name="handle">Stays open until this source is disposed.</param>
    internal ReadinessSource(SafeFileHandle handle)
    {
        _read = new ReadinessWaiter(this, Interest.Read);
        _write = new ReadinessWaiter(this, Interest.Write);
        _handle = handle;
        var held = false;
        handle.DangerousAddRef(ref held);
        _descriptor = (int)handle.DangerousGetHandle();
        try
        {
            _token = ReadinessLoop.Shared.Add(_descriptor, this);
        }
        catch
        {
            handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>
    /// Completes when the descriptor may be ready, when <see cref="Wake"/> is called or when the source is disposed; the caller
    /// tries again and may have to wait again. One wait at a time for each direction.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async ValueTask WaitAsync(Interest direction, Func<bool> stillNeeded, CancellationToken cancellationToken)
    {
        var waiter = direction == Interest.Read ? _read : _write;
        ValueTask wait;
        lock (_gate)
        {
            // Checked under the lock that Wake takes: what Wake announces is seen here, or finds the waiter parked.
            if (_disposed || !stillNeeded())
            {
                return;
            }

            if ((_interest & direction) != 0)
            {
                throw new InvalidOperationException("Only one wait at a time in each direction.");
            }

            ReadinessLoop.Shared.Arm(_descriptor, _token, _interest | direction);
            _interest |= direction;
            wait = waiter.Park();
        }

        await using (cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var waiter = (ReadinessWaiter)state!;
                waiter.Source.Cancel(waiter.Direction, token);
            },
            waiter))
        {
            await wait;
        }
    }

    /// <summary>Lets a waiter look again for a reason the descriptor does not show.</summary>
    internal void Wake(Interest direction) => OnReady(direction, runHere: false);

    /// <summary>Completes who waits for what is ready.</summary>
    /// <param name="ready">What is ready.</param>
    /// <param name="runHere">Whether what waited may run on this thread; otherwise the pool runs it.</param>
    internal void OnReady(Interest ready, bool runHere)
    {
        Interest awaited;
        lock (_gate)
        {
            awaited = Release(ready);

            // The event disarmed both directions; the other one may still be awaited.
            if (_interest != Interest.None)
            {
                ReadinessLoop.Shared.Arm(_descriptor, _token, _interest);
            }
        }

        Complete(awaited, runHere);
    }

    public void Dispose()
    {
        Interest awaited;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            awaited = Release(Interest.Read | Interest.Write);
            ReadinessLoop.Shared.Remove(_descriptor, _token);
        }

        Complete(awaited, runHere: false);
        _handle.DangerousRelease();
    }

    private Interest Release(Interest directions)
    {
        var released = directions & _interest;
        _interest &= ~released;
        return released;
    }

    // Outside the lock: what waited may run inside.
    private void Complete(Interest released, bool runHere)
    {
        // The writer first: it only goes on writing, while the reader hands on what it reads.
        if ((released & Interest.Write) != 0)
        {
            _write.Complete(runHere && released == Interest.Write);
        }

        if ((released & Interest.Read) != 0)
        {
            _read.Complete(runHere);
        }
    }

    private void Cancel(Interest direction, CancellationToken cancellationToken)
    {
        Interest released;
        lock (_gate)
        {
            released = Release(direction);
        }

        if (released != Interest.None)
        {
            (direction == Interest.Read ? _read : _write).Cancel(cancellationToken);
        }
    }
}
