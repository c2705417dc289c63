using System.Globalization;
using DepthCompress;

/// <summary>
/// What .NET runs before a program that is told of this assembly as a startup hook; the name, and that it stands in no namespace, are .NET's.
/// </summary>
internal static class StartupHook
{
    /// <summary>Makes the process an engine's, where it was started as one: the program itself never begins.</summary>
    public static void Initialize()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(EngineProgram.Mark), NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
        {
            EngineProgram.Work(parent);
            Environment.Exit(0);
        }
    }
}
