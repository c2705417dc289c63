namespace DepthCompress.TestKit;

/// <summary>The folder of the repository that the tests were built in.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds <c>DepthCompress.sln</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DepthCompress.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no DepthCompress.sln in or above {AppContext.BaseDirectory}");
    }
}
