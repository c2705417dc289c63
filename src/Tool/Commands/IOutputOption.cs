namespace DepthCompress.Tool;

/// <summary>An option that names a file to be written, whatever its type.</summary>
internal interface IOutputOption;
