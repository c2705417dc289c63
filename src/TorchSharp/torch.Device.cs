namespace TorchSharp;

public static partial class torch
{
    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lives; index -1 is the current device of its type.</summary>
    public class Device
    {
        /// <summary>A device by a name such as "cpu" or "cuda:1".</summary>
        public Device(string description)
        {
            var colon = description.IndexOf(':', StringComparison.Ordinal);
            type = Enum.Parse<DeviceType>(colon < 0 ? description : description[..colon], ignoreCase: true);
            index = colon < 0 ? -1 : int.Parse(description[(colon + 1)..]);
        }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() =>
            type == DeviceType.CPU || index < 0 ? $"{type}".ToLowerInvariant() : $"{type}:{index}".ToLowerInvariant();
    }
}
