namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>Long work that blocks, on a thread of its own: compressing for seconds would starve the pool that terminals live on.</summary>
internal static class WorkThread
{
    /// <summary>Runs work on a new thread.</summary>
    /// <param name="name">The thread's name, for whoever looks at the process.</param>
    /// <param name="nice">By how much it stands back behind others, from 0 to 19.</param>
    /// <param name="work">The work.</param>
    /// <returns>A task that ends with it.</returns>
    internal static Task<T> RunAsync<T>(string name, int nice, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                if (nice > 0)
                {
                    NativeFile.LowerThreadPriority(nice);
                }

                done.SetResult(work());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return done.Task;
    }
}
