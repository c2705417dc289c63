using System.Reflection;

namespace DepthCompress;

/// <summary>The version of this program.</summary>
internal static class ToolVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    internal static string Text { get; } = typeof(
        ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
