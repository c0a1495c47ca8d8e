using System.Globalization;
using System.Security.Cryptography;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>Gives each active workspace a user id that nobody else has: no workspace, no process, and no file left behind.</summary>
internal sealed class UserAllocator(UserIdRange range, string dataDirectory)
{
    private const int MaxTries = 1000;

    /// <summary>Takes an id.</summary>
    /// <returns>The reservation; dispose it when nothing of the user is left.</returns>
    /// <exception cref="IOException">The range is used up.</exception>
    internal UserReservation Reserve()
    {
        var used = new HashSet<uint>();
        AddOwners(used, "/proc");
        SharedFolders.All.ToList().ForEach(folder => AddOwners(used, folder));

        // A folder whose files could not be saved is kept, by the same id that it had.
        AddOwners(used, dataDirectory);
        var tries = (int)Math.Min(MaxTries, range.Count);
        var start = RandomNumberGenerator.GetInt32(int.MaxValue);
        for (var i = 0; i < tries; i++)
        {
            // One after another from a random place: a small range is then looked through completely.
            var id = (uint)(range.First + (((long)start + i) % range.Count));
            if (!used.Contains(id) && UserReservation.TryTake(id, out var reservation))
            {
                return reservation;
            }
        }

        throw new IOException(string.Create(
            CultureInfo.InvariantCulture, $"No user id from {range.First} to {range.Last} is free for another workspace: widen WORKSPACE_USER_IDS."));
    }

    private void AddOwners(HashSet<uint> used, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (FileStatus.Of(entry) is { } status)
            {
                // The group too: a workspace's outermost folder is the worker's and the group's.
                used.Add(status.User);
                used.Add(status.Group);
            }
        }
    }
}
