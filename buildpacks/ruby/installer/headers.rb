# Where this Ruby's headers lie: gems that are compiled look for them beside Ruby itself, and in the store they are a package apart.
require "rbconfig"
{ "rubyhdrdir" => ENV.fetch("RUBY_HEADERS"), "rubyarchhdrdir" => ENV.fetch("RUBY_ARCH_HEADERS") }.each do |name, folder|
  RbConfig::CONFIG[name] = folder
  RbConfig::MAKEFILE_CONFIG[name] = folder
end
