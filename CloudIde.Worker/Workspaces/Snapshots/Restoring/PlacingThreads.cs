using System.Buffers;
using System.Collections.Concurrent;
using CloudIde.Worker.Workspaces.Snapshots.Archives;

namespace CloudIde.Worker.Workspaces.Snapshots.Restoring;

/// <summary>
/// Writes small files from several threads: the disk takes its time for each of them, and meanwhile the archive is read on.
/// </summary>
internal sealed class PlacingThreads : IDisposable
{
    // With the largest of the small files, 16 MiB.
    private const int WaitingFiles = 64;

    private const int MaxThreads = 4;

    private readonly BlockingCollection<Job> _jobs = new(WaitingFiles);
    private readonly CancellationTokenSource _stop;
    private readonly Task<bool>[] _threads;
    private readonly Action<Job> _place;

    /// <param name="place">Writes a file; an error of it ends all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal PlacingThreads(Action<Job> place, CancellationToken cancellationToken)
    {
        _place = place;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _threads = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 2, MaxThreads))
            .Select(_ => WorkThread.RunAsync("snapshot file", 0, Run))];
    }

    /// <summary>Leaves a file to the threads; waits while too many wait.</summary>
    /// <param name="job">The file. Its buffer is given back to the shared pool.</param>
    internal void Add(Job job)
    {
        try
        {
            _jobs.Add(job, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            Complete();
            throw;
        }
    }

    /// <summary>Waits until all files are written.</summary>
    /// <exception cref="SnapshotException">One of the threads failed.</exception>
    internal void Complete()
    {
        _jobs.CompleteAdding();
        try
        {
            Task.WaitAll(_threads);
        }
        catch (AggregateException e)
        {
            // One has failed; the others were then stopped.
            var cause = e.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) ?? e.InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAll(_threads.Select(thread => thread.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)).ToArray());
        _stop.Dispose();
        _jobs.Dispose();
    }

    private bool Run()
    {
        try
        {
            foreach (var job in _jobs.GetConsumingEnumerable(_stop.Token))
            {
                _place(job);
                ArrayPool<byte>.Shared.Return(job.Buffer);
            }

            return true;
        }
        catch
        {
            _stop.Cancel();
            throw;
        }
    }

    /// <summary>A file to write.</summary>
    /// <param name="Path">Where.</param>
    /// <param name="Archived">The path that the archive has it under; another one for a conflict copy.</param>
    /// <param name="Entry">Its header.</param>
    /// <param name="Buffer">Its content, from the shared pool.</param>
    internal readonly record struct Job(string Path, string Archived, PaxEntry Entry, byte[] Buffer);
}
