namespace DepthCompress.Tool;

/// <summary>
/// Results by the digest of what they were made from, shared by all projects of a user: whoever comes first makes one, the others wait
/// and take it. A result appears whole or not at all.
/// </summary>
internal sealed class BuildCache
{
    /// <summary>The name of the plan that a compression leaves; it stays in the cache.</summary>
    internal const string PlanName = "plan.json";

    private const string MissedName = "missed";
    private const string WorkPrefix = ".work-";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(30);
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);
    private readonly string folder;

    /// <summary>Opens a cache.</summary>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    internal BuildCache(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        using (File.Create(Path.Combine(folder, $"{WorkPrefix}{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose))
        {
        }
    }

    /// <summary>Where the system wants caches of a user; null where it does not say.</summary>
    internal static string? DefaultFolder
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named
                : home.Length > 0 ? Path.Combine(home, ".cache") : "";
            return root.Length == 0 ? null : Path.Combine(root, "depthcompress", "builds");
        }
    }

    /// <summary>Where tables are kept.</summary>
    internal string Tables => Path.Combine(folder, "tables.db");

    /// <summary>The result for a key; made if nobody has made it.</summary>
    /// <param name="key">The digest of all that decides about it.</param>
    /// <param name="make">Writes its files into a folder and says whether the target was missed; null where it failed.</param>
    /// <param name="waits">Told when another process is at it.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <returns>The result; null where it could not be made.</returns>
    internal CachedResult? Take(string key, Func<string, bool?> make, Action waits, CancellationToken cancellation)
    {
        var place = Path.Combine(folder, key);
        if (Directory.Exists(place))
        {
            return Found(place, wasThere: true);
        }

        using var hold = Lock(key, waits, cancellation);
        if (Directory.Exists(place))
        {
            return Found(place, wasThere: true);
        }

        // Who holds the lock is alone with this name: what lies there was left by a process that was killed, as a build is that is stopped.
        var work = Path.Combine(folder, WorkPrefix + key);
        Empty(work);
        try
        {
            if (make(work) is not { } missed)
            {
                return null;
            }

            if (missed)
            {
                GraphIR.AtomicFile.Write(Path.Combine(work, MissedName), force: true, _ => { });
            }

            Directory.Move(work, place);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }

        Prune();
        return Found(place, wasThere: false);
    }

    private static void Empty(string work)
    {
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
    }

    private static CachedResult Found(string place, bool wasThere)
    {
        Directory.SetLastWriteTimeUtc(place, DateTime.UtcNow);
        var files = Directory.GetFiles(place).Order(StringComparer.Ordinal);
        return new CachedResult(
            [.. files.Where(file => Path.GetFileName(file) is not (MissedName or PlanName))],
            File.Exists(Path.Combine(place, MissedName)),
            wasThere);
    }

    /// <summary>A file that only one process can hold; the system lets go of it whatever happens to that process.</summary>
    private FileStream Lock(string key, Action waits, CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(Path.Combine(folder, $"{key}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (isFirst)
                {
                    waits();
                }

                cancellation.WaitHandle.WaitOne(Patience);
            }
        }
    }

    /// <summary>Removes what nobody asked for in a month, and what processes left that were killed.</summary>
    private void Prune()
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var isWork = entry.Name.StartsWith(WorkPrefix, StringComparison.Ordinal);
            if (entry.LastWriteTimeUtc > DateTime.UtcNow - (isWork ? Abandoned : Forgotten) || entry.FullName == Tables)
            {
                continue;
            }

            try
            {
                if (entry is DirectoryInfo old)
                {
                    old.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Another process is at it, or has done it.
            }
        }
    }
}
