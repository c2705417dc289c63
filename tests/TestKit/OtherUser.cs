using System.ComponentModel;
using System.Diagnostics;

namespace DepthCompress.TestKit;

/// <summary>The user who owns nothing: root may read and write whatever permissions say, so what they mean shows only in another's name.</summary>
public static class OtherUser
{
    private const string Nobody = "65534";

    /// <summary>Why no program can be started in its name; null where one can.</summary>
    public static string? WhyNot { get; } = !OperatingSystem.IsLinux() ? "there is no setpriv here"
        : !Environment.IsPrivilegedProcess ? "only root starts programs in the name of others"
        : Find();

    /// <summary>The words before a command line that is to run in its name.</summary>
    public static ImmutableArray<string> Words => ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups"];

    private static string? Find()
    {
        try
        {
            using var process = Process.Start(Words[0], [.. Words[1..], "test", "-r", Path.Combine(AppContext.BaseDirectory, "DepthCompress.TestKit.dll")]);
            process.WaitForExit();
            return process.ExitCode is 0 ? null : "others may not read the folder of the tests, or setpriv (util-linux) is too old";
        }
        catch (Win32Exception)
        {
            return "setpriv (util-linux) is missing";
        }
    }
}
